// Opens articles in the drawer. Whatever carries data-open or data-file, anywhere on the page, opens
// here; a citation carries data-cited too, so that an old one is found again. The server sends
// escaped HTML.
const drawer = element.querySelector('.wb-reader');
const page = element.querySelector('.wb-page');
const opening = element.querySelector('template');
let cameFrom = null;

async function open(ask, from) {
  cameFrom = from;
  page.replaceChildren(opening.content.cloneNode(true));
  drawer.hidden = false;
  document.documentElement.classList.add('wb-reading');
  page.innerHTML = await ask;
  page.focus({preventScroll: true});
  const quote = page.querySelector('mark');
  if (quote) quote.scrollIntoView({block: 'center'});
  else page.scrollTop = 0;
}

function asked({cited, open: place, file}) {
  if (cited) return server.open_citation(cited);
  return place ? server.open_passage(place) : server.open_file(file);
}

function close() {
  drawer.hidden = true;
  document.documentElement.classList.remove('wb-reading');
  if (cameFrom && cameFrom.isConnected) cameFrom.focus({preventScroll: true});
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-open], [data-file]');
  if (opener) {
    open(asked(opener.dataset), opener);
  } else if (event.target.closest('.wb-close')) {
    close();
  }
}, true);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !drawer.hidden) close();
});
