// An example that is clicked becomes an event. A new question is brought to the top; then the talk
// follows what is being written, unless the reader has scrolled up. Answers can be copied.
let asked = '';

element.addEventListener('click', async (event) => {
  const example = event.target.closest('[data-question]');
  if (example) trigger('click', {question: example.dataset.question});
  const copy = event.target.closest('[data-copy]');
  if (copy && await written(copy.dataset.copy)) {
    copy.classList.add('wb-asked');
    setTimeout(() => copy.classList.remove('wb-asked'), 2000);
  }
});

// navigator.clipboard is there only over https and on this machine's own address.
async function written(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const field = Object.assign(document.createElement('textarea'), {value: text});
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}

watch('value', () => {
  if (!element.closest('#wb-current')) return;
  const question = element.querySelector('.wb-question');
  const talk = element.closest('#wb-scroll');
  const below = talk.scrollHeight - talk.scrollTop - talk.clientHeight;
  if (question && question.textContent !== asked) {
    asked = question.textContent;
    // After the exchanges above have been drawn.
    setTimeout(() => element.scrollIntoView({block: 'start'}), 60);
  } else if (below < 120) {
    talk.scrollTop = talk.scrollHeight;
  }
});
