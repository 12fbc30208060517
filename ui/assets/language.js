// The browser's language decides which of the two texts that our HTML carries is shown; Gradio
// translates its own parts by the same.
document.documentElement.dataset.wbLanguage = navigator.language.startsWith('zh') ? 'zh' : 'en';
document.documentElement.lang = navigator.language;
