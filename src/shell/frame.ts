import { printedFields } from './printed-fields.ts'
import { RemoteFunctions } from './programs/remote-functions.ts'
import { quote, type ShellText } from './quote.ts'

/** What one request asks of the shell. */
export interface Request {
  readonly script: ShellText
  /** Standard input of the script; nothing when absent. */
  readonly input?: Buffer
  /**
   * What follows the frame goes to the file `new` of a new private folder; it is whole before the script starts there,
   * and the folder is gone when the script has ended.
   */
  readonly spool?: { readonly folder: string; readonly size: number }
  /** The shell keeps what the script prints on 3, as the name of the lock file that it has. */
  readonly isLock?: true
  /** Does nothing where the shell has no lock, or not any more; its answer says so. */
  readonly needsLock?: boolean
  /** Only looks, and mostly for a moment. */
  readonly isShort?: boolean
}

/** The most bytes of input that travel as shell text; escaped they may be five times as many. */
export const MAX_INPUT = 256 * 1024

/** The shell text of one request. No script can end another's: each is one quoted word, run in a subshell of its own. */
export function requestText(id: number, request: Request): string {
  const text = textOf(id, request)
  if (!request.needsLock) return text
  // The input after the frame is still read from the stream.
  const skip = request.spool ? `d_copy_bytes ${request.spool.size} >/dev/null;` : ''
  // safety: a request that needs the lock is not run before the lock is held
  // safety: a request that needs the lock is not run after the lock file is gone
  return `if test -n "$d_lock_file"&&! d_is_lock_lost;then ${text};else ${skip}d_end ${id} unlocked;fi`
}

function textOf(id: number, { script, input, spool, isLock }: Request): string {
  // The script does not get to know the mark. Behind a blank, since `eval` takes what begins with a dash for an option.
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

/** Text up to this size is read line by line, with what it needs of the library; for a larger one, a process that reads it takes less time. */
const MAX_LINES = 6 * 1024

/** Makes frames for one shell: remote functions are sent before the first frame that calls them. */
export class Framer {
  readonly #mark: string
  readonly #library = new RemoteFunctions()

  /** `mark` is the end marker of the shell's responses. */
  constructor(mark: string) {
    this.#mark = mark
  }

  /** The bytes of a frame: how to read it, its text, and the end without which none of it runs. */
  frame(texts: readonly string[]): Buffer {
    const text = texts.join('\n')
    const missing = this.#library.missingFor(text)
    if (text.length <= MAX_LINES) return this.#encode('+', [...missing, text].join('\n'))
    // How to read a length must be known before one comes.
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
