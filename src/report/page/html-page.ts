import { createHash } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { shorten } from '../../base/shorten.ts'
import { xmlText } from '../xml.ts'
import type { Detail, PageData, ShownChange } from './page-data.ts'

/** The style sheet and the script of the page, from the build. */
export interface PageAssets {
  readonly style: string
  readonly script: string
}

/** The largest size of a page, in bytes. */
const MAX_BYTES = 10 * 1000 * 1000

/** The most characters of one output. They are tried in this order until the page is small enough. */
const TEXT_LIMITS = [20_000, 2000, 200, 1]

/**
 * Returns one HTML page that shows a report from a local file without any request. Its data is compressed, and its
 * content security policy allows only its own style and script.
 */
export function htmlPage(data: PageData, assets: PageAssets): string {
  const room = MAX_BYTES - Buffer.byteLength(assets.style + assets.script) - FRAME
  return frame(titleOf(data), packInto(room, data), assets)
}

/** The space reserved for the rest of the page, in bytes. */
const FRAME = 10_000

/**
 * Returns the compressed data with the least shortening of its outputs that fits into `room` bytes; with the most if
 * none fits.
 */
function packInto(room: number, data: PageData): string {
  let packed = ''
  for (const limit of TEXT_LIMITS) {
    packed = deflateRawSync(JSON.stringify(shortened(data, limit)), { level: 6 }).toString('base64')
    if (packed.length <= room) break
  }
  return packed
}

/** Returns data in which each output and diff has at most `limit` characters. */
function shortened(data: PageData, limit: number): PageData {
  let isShortened = false
  const cut = (text: string): string => {
    isShortened ||= text.length > limit
    return shorten(text, limit)
  }
  const cutDetail = (detail: Detail): Detail => ({
    ...detail,
    ...(detail.message === undefined ? {} : { message: cut(detail.message) }),
    ...(detail.stdout === undefined ? {} : { stdout: cut(detail.stdout) }),
    ...(detail.stderr === undefined ? {} : { stderr: cut(detail.stderr) }),
    ...(detail.items === undefined ? {} : { items: detail.items.map(cutDetail) }),
  })
  const cutChange = (change: ShownChange): ShownChange => {
    const text = change.diff.join('\n')
    return text.length <= limit ? change : { ...change, diff: cut(text).split('\n') }
  }
  const [details, changes] = [data.details.map(cutDetail), data.changes.map(cutChange)]
  const run = isShortened ? { ...data.run, shortenedTo: limit } : data.run
  return { ...data, run, details, changes }
}

function titleOf({ run }: PageData): string {
  return `${run.playbooks.join(' ') || run.id} · ${run.kind} of ${run.time}`
}

function frame(title: string, data: string, { style, script }: PageAssets): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "trusted-types 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${xmlText(title)}</title>
<style>${style}</style>
</head>
<body>
<noscript>This report needs JavaScript. \`run report -o text\` shows the same as text.</noscript>
<main id="report"></main>
<script type="text/plain" id="data">${data}</script>
<script>${script}</script>
</body>
</html>
`
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
