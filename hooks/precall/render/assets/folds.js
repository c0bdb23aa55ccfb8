// A question in a long bank is folded: the address that leads to it opens it.

"use strict";

{
  const open = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const fold = id && document.querySelector(`details[data-opened-by="${CSS.escape(id)}"]`);
    if (fold) fold.open = true;
  };

  precallEveryPage(open);
  addEventListener("hashchange", open);
}
