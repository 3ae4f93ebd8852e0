// Before the first paint, so that the page never flashes in the other theme.
try {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'dark' || chosen === 'light') {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  // storage is closed to this page; the system's theme is fine
}
