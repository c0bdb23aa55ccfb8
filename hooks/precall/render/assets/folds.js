// Opens the folded question of a long bank that the address links to.

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
