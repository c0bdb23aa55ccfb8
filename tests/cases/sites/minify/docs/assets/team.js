document$.subscribe(function () {
  document.body.dataset.team = "here"
})
