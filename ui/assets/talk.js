// An example that is clicked becomes an event. A new question is brought to the top; then the talk
// follows what is being written, unless the reader has scrolled up.
let asked = '';

element.addEventListener('click', (event) => {
  const example = event.target.closest('[data-question]');
  if (example) trigger('click', {question: example.dataset.question});
});
watch('value', () => {
  const question = element.querySelector('.wb-question');
  const talk = element.closest('#wb-scroll');
  const below = talk.scrollHeight - talk.scrollTop - talk.clientHeight;
  if (question && question.textContent !== asked) {
    asked = question.textContent;
    element.scrollIntoView({block: 'start'});
  } else if (below < 120) {
    talk.scrollTop = talk.scrollHeight;
  }
});
