// Removing takes two clicks: the first one asks, the second one within four seconds does it.
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-remove]');
  if (!button) return;
  if (button.classList.contains('wb-asked')) {
    trigger('click', {target: button.dataset.remove});
    return;
  }
  button.classList.add('wb-asked');
  setTimeout(() => button.classList.remove('wb-asked'), 4000);
});
