import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { splitWords } from '../base/words.ts'
import { runtimeFolder } from '../base/xdg.ts'
import { InputError } from '../errors.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Opens text in `$VISUAL` or `$EDITOR` and returns the result. The file is in a private folder, in memory if
 * the system has such a directory, which is always removed: also when the editor fails or a signal ends the
 * command.
 */
export async function editText(text: Buffer, name: string): Promise<Buffer> {
  const editor: Editor = {}
  // Ctrl-C is the editor's; any other signal ends both. Before anything is written: each may come at any time.
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
    // With the editor's own copies.
    rmSync(folder, { recursive: true, force: true })
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}

interface Editor {
  child?: ChildProcess
  /** The signal that ended it and us. */
  stopped?: NodeJS.Signals
}

/** The runtime folder and `/dev/shm` are memory, and never on a disk. */
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

/** As a shell would split it: `code --wait`, `"/opt/my editor/bin/edit" -n`. */
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
