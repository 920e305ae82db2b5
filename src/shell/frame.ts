import { printedFields } from './printed-fields.ts'
import { RemoteFunctions } from './programs/remote-functions.ts'
import { quote, type ShellText } from './quote.ts'

/** One request to the shell: a script, its input, and how it is run. */
export interface Request {
  readonly script: ShellText
  /** The standard input of the script; empty if absent. */
  readonly input?: Buffer
  /**
   * The bytes after the frame are stored in the file `new` in a new private folder. The script starts there when the
   * file is complete. The folder is removed when the script has ended.
   */
  readonly spool?: { readonly folder: string; readonly size: number }
  /** The shell stores what the script prints on file descriptor 3 as the name of its lock file. */
  readonly isLock?: true
  /** The request is not run if the shell does not have its lock, or has lost it; the answer is then `unlocked`. */
  readonly needsLock?: boolean
  /** True for a probe that usually takes only a moment. */
  readonly isShort?: boolean
}

/** The maximum input that is sent as shell text, in bytes. Escaped, it may be five times as large. */
export const MAX_INPUT = 256 * 1024

/**
 * Returns the shell text of one request. A script cannot affect others: it is one quoted word that runs in its own
 * subshell.
 */
export function requestText(id: number, request: Request): string {
  const text = textOf(id, request)
  if (!request.needsLock) return text
  // Even if the request is not run, its content must be read from the stream.
  const skip = request.spool ? `d_copy_bytes ${request.spool.size} >/dev/null;` : ''
  // safety: a request that needs the lock is not run before the lock is held
  // safety: a request that needs the lock is not run after the lock file is gone
  return `if test -n "$d_lock_file"&&! d_is_lock_lost;then ${text};else ${skip}d_end ${id} unlocked;fi`
}

function textOf(id: number, { script, input, spool, isLock }: Request): string {
  // The mark is hidden from the script. The blank before the script is necessary because `eval` takes a leading dash
  // for an option.
  // safety: a script that begins with a dash is not parsed as an option of `eval`
  // safety: a script cannot read the marker that ends its output
  const run = `d_mark=;d_text=;d_line=;eval ${quote(` ${script.text}`)}`
  if (isLock)
    return `{ d_lock_file=$({ ${run};} 3>&1 >&4 4>&- </dev/null);d_status=$?;} 4>&1;d_end ${id} $d_status`
  if (spool) {
    const folder = quote(spool.folder)
    return `d_spool ${folder} ${spool.size}&&(cd -- ${folder}&&d_is_private&&${run})</dev/null;d_status=$?;test -d ${folder}&&rm -rf -- ${folder};d_end ${id} $d_status`
  }
  // safety: a script cannot consume the requests that follow it
  if (!input || input.length === 0) return `(${run})</dev/null;d_end ${id} $?`
  return `${printedFields(input).text} 2>/dev/null|(${run});d_end ${id} $?`
}

/**
 * The shell reads text of up to this many characters line by line. For larger text, a process that reads all of it
 * takes less time.
 */
const MAX_LINES = 6 * 1024

/** Creates frames for one shell. Remote functions are sent before the first frame that calls them. */
export class Framer {
  readonly #mark: string
  readonly #library = new RemoteFunctions()

  /** `mark` is the end marker of the shell's responses. */
  constructor(mark: string) {
    this.#mark = mark
  }

  /**
   * Returns the bytes of a frame: how to read it, its text, and the end marker, without which the shell runs none of
   * it.
   */
  frame(texts: readonly string[]): Buffer {
    const text = texts.join('\n')
    const missing = this.#library.missingFor(text)
    if (text.length <= MAX_LINES) return this.#encode('+', [...missing, text].join('\n'))
    // The function that reads a number of bytes must be sent before a frame that begins with its length.
    const before = [...missing, ...this.#library.missingFor('d_read_bytes')]
    const own = this.#encode('length', text)
    return before.length === 0 ? own : Buffer.concat([this.#encode('+', before.join('\n')), own])
  }

  #encode(how: '+' | 'length', text: string): Buffer {
    const bytes = Buffer.from(`${text}\n#${this.#mark}`)
    return how === '+'
      ? Buffer.concat([Buffer.from('+\n'), bytes, Buffer.from('\n')])
      : Buffer.concat([Buffer.from(`${bytes.length}\n`), bytes])
  }
}
