// Redirects an old address with its query and fragment, which `<meta http-equiv="refresh">` would lose.
location.replace(document.querySelector('link[rel="canonical"]').href + location.search + location.hash);
