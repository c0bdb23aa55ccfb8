// An old address leads on with what stands behind it, the place on the page and a card's choices, which a refresh would lose.
location.replace(document.querySelector('link[rel="canonical"]').href + location.search + location.hash);
