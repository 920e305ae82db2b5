import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { splitWords } from '../base/words.ts'
import { runtimeFolder } from '../base/xdg.ts'
import { InputError } from '../errors.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Opens text in `$VISUAL` or `$EDITOR` and returns the edited text. The file is in a private folder, in memory if the
 * system has such a directory. The folder is always removed, even if the editor fails or a signal ends the command.
 */
export async function editText(text: Buffer, name: string): Promise<Buffer> {
  const editor: Editor = {}
  // Ctrl-C is for the editor; any other signal ends both. Handled before anything is written, since a signal may come
  // at any time.
  const onSignal = (signal: NodeJS.Signals): void => {
    if (signal === 'SIGINT') return
    editor.stopped = signal
    editor.child?.kill(signal)
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  const folder = mkdtempSync(join(privatePlace(), 'drover-edit-'))
  const file = join(folder, `${basename(name).replace(/\.age$/, '')}.yml`)
  try {
    // safety: a secrets file that is being edited is accessible only to its owner
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
    await runEditor(file, editor)
    return readFileSync(file)
  } finally {
    // Includes copies that the editor made.
    rmSync(folder, { recursive: true, force: true })
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}

interface Editor {
  child?: ChildProcess
  /** The signal that ended the editor and this command. */
  stopped?: NodeJS.Signals
}

/** Returns a folder for the file. The runtime folder and `/dev/shm` are in memory, never on a disk. */
function privatePlace(): string {
  const places = [runtimeFolder(), '/dev/shm', tmpdir()]
  const isOurs = (place: string | undefined): place is string => {
    if (!place?.startsWith('/')) return false
    try {
      accessSync(place, constants.W_OK | constants.X_OK)
      return true
    } catch {
      return false
    }
  }
  return places.find(isOurs) ?? tmpdir()
}

/** Splits the command as a shell would: `code --wait`, `"/opt/my editor/bin/edit" -n`. */
function editorWords(): string[] {
  const name = process.env.VISUAL ? 'VISUAL' : 'EDITOR'
  try {
    return splitWords(process.env[name]?.trim() || 'vi')
  } catch (cause) {
    throw new InputError(`\`${name}\`: ${(cause as Error).message}`, { cause })
  }
}

function runEditor(file: string, editor: Editor): Promise<void> {
  const [program = '', ...words] = editorWords()
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words, file], { stdio: 'inherit' })
    editor.child = child
    child.on('error', ({ code }: NodeJS.ErrnoException) =>
      reject(
        new InputError(`the editor \`${program}\` cannot be started (${code})`, {
          hint: 'name one in `EDITOR`',
        }),
      ),
    )
    child.on('exit', (status, signal) => {
      if (editor.stopped === undefined && status === 0) return resolve()
      const how = editor.stopped ?? signal ?? `exit code ${status}`
      reject(new InputError(`the editor \`${program}\` ended with ${how}: nothing was written`))
    })
  })
}
