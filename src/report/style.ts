import { styleText } from 'node:util'

/** Functions that colour text for one stream; if it has no colours, they return the text unchanged. */
export interface Style {
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly red: (text: string) => string
  readonly cyan: (text: string) => string
  readonly magenta: (text: string) => string
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
  /** Returns the symbol for a status, in its colour. */
  readonly mark: (status: string) => string
}

/**
 * Returns whether a stream gets colours: if it is a terminal, or FORCE_COLOR is set, but never if NO_COLOR is set.
 */
export function takesColour(stream: NodeJS.WritableStream & { isTTY?: boolean }): boolean {
  if (process.env.NO_COLOR) return false
  if (process.env.FORCE_COLOR && process.env.FORCE_COLOR !== '0') return true
  return stream.isTTY === true && process.env.TERM !== 'dumb'
}

/** Returns the colours and symbols for a stream. Without `isUnicode`, the symbols are ASCII characters. */
export function makeStyle(
  isColoured: boolean,
  isUnicode = /utf-?8/i.test(process.env.LC_ALL || process.env.LC_CTYPE || process.env.LANG || ''),
): Style {
  // The stream was checked by the caller; without this option, newer versions of Node would check stdout.
  const paint =
    (format: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      isColoured ? styleText(format, text, { validateStream: false }) : text
  const style = {
    green: paint('green'),
    yellow: paint('yellow'),
    red: paint('red'),
    cyan: paint('cyan'),
    magenta: paint('magenta'),
    dim: paint('dim'),
    bold: paint('bold'),
  }
  const marks: Record<string, string> = isUnicode
    ? {
        ok: style.green('✔'),
        changed: style.yellow('✔'),
        skipped: style.dim('−'),
        failed: style.red('✖'),
        unreachable: style.red('✖'),
        rescued: style.yellow('✖'),
        ignored: style.yellow('✖'),
        unknown: style.magenta('?'),
      }
    : {
        ok: style.green('+'),
        changed: style.yellow('*'),
        skipped: style.dim('-'),
        failed: style.red('x'),
        unreachable: style.red('x'),
        rescued: style.yellow('x'),
        ignored: style.yellow('x'),
        unknown: style.magenta('?'),
      }
  return { ...style, mark: status => marks[status] ?? ' ' }
}

/** Returns text in the colour of a status. */
export function inColour(style: Style, status: string, text: string): string {
  if (status === 'ok') return style.green(text)
  if (status === 'changed' || status === 'rescued' || status === 'ignored') return style.yellow(text)
  if (status === 'failed' || status === 'unreachable') return style.red(text)
  return status === 'unknown' ? style.magenta(text) : style.dim(text)
}
