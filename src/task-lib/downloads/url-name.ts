/** Returns a file name for a URL: the decoded last component of its path, or `index.html`. */
export function urlName(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? ''
  const name = decodeOrKeep(last).replaceAll('/', '_')
  return name === '' || name === '.' || name === '..' ? 'index.html' : name
}

function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text).replaceAll('\0', '')
  } catch {
    return text
  }
}
