"""Where a site is brought: to MkDocs and its like, or to a folder. The one floor that knows them."""
