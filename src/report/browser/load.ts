import type { PageData } from '../page/page-data.ts'

/** Reads the data that is embedded in the page. Throws if the browser cannot decompress it. */
export async function loadData(): Promise<PageData> {
  const text = document.getElementById('data')?.textContent ?? ''
  const bytes = Uint8Array.from(atob(text), sign => sign.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return JSON.parse(await new Response(stream).text())
}
