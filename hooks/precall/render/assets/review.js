/* Shows overdue reviews by the reader's own calendar: the page has the due dates, and this script compares them with today.

   [data-due] is shown from its day on. [data-due-count] has the number of shown ones in its section, and is hidden if there are
   none, unless it has [data-due-always]. [data-month] is marked in its month.
   Without this script the page shows the date of each entry's last review. */

(() => {
  "use strict";

  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  };

  const count = (root) => {
    for (const note of root.querySelectorAll("[data-due]")) {
      note.hidden = note.dataset.due > today();
    }
    for (const sum of root.querySelectorAll("[data-due-count]")) {
      const due = sum.closest("[data-due-section]").querySelectorAll("[data-due]:not([hidden])").length;
      sum.textContent = sum.dataset.dueCount.replace("#", due);
      sum.hidden = due === 0 && !("dueAlways" in sum.dataset);
    }
    for (const month of root.querySelectorAll("[data-month]")) {
      if (month.dataset.month === today().slice(0, 7)) {
        month.setAttribute("aria-current", "date");
      }
    }
  };

  precallEveryPage(() => count(document));
})();
