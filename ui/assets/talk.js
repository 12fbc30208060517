// An example that is clicked becomes an event; the talk follows what is being written unless the
// reader has scrolled up.
element.addEventListener('click', (event) => {
  const example = event.target.closest('[data-question]');
  if (example) trigger('click', {question: example.dataset.question});
});
watch('value', () => {
  const talk = element.closest('#wb-scroll');
  const page = document.scrollingElement;
  for (const box of [talk, page]) {
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    if (box.scrollHeight > box.clientHeight && below < 240) box.scrollTop = box.scrollHeight;
  }
});
