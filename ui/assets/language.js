// Which language is shown: what the reader chose here before, else the browser's.
(() => {
  const chosen = localStorage.getItem('wenbao-language');
  const language = (chosen || navigator.language).startsWith('zh') ? 'zh' : 'en';
  if (chosen) {
    // Gradio translates its own parts by the browser's language.
    const tag = language === 'zh' ? 'zh-CN' : 'en';
    Object.defineProperty(navigator, 'language', {get: () => tag});
    Object.defineProperty(navigator, 'languages', {get: () => [tag]});
  }
  document.documentElement.dataset.wbLanguage = language;
  document.addEventListener('click', (event) => {
    if (!event.target.closest('.wb-language')) return;
    localStorage.setItem('wenbao-language', language === 'zh' ? 'en' : 'zh');
    location.reload();
  });
})();
