import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type ControllerParts, openController } from '../../src/controller/controller.ts'
import { type InputError, type Source, showPlace } from '../../src/errors.ts'
import { type Entry, Scope } from '../../src/evaluation/scope.ts'
import type { Controller } from '../../src/functions/controller.ts'
import { Masks } from '../../src/values/secret.ts'

/** Renders values with functions that read the controller, for a playbook in its own folder. */
export interface ControllerScope {
  readonly folder: string
  readonly controller: Controller
  readonly scope: Scope
  readonly masks: Masks
  /** The files that were decrypted, one entry for each time. */
  readonly opened: string[]
  /**
   * Returns the value of a text such as `{{file "a"}}`, or of an expression. Errors have FOLDER in place of the
   * folder.
   */
  readonly render: (text: string, tag?: '!expr') => unknown
}

const SEALED = 'SEALED:'

interface Given extends Partial<ControllerParts> {
  readonly variables?: Readonly<Record<string, unknown>>
  /** Variables as written; they are rendered when they are read. */
  readonly sources?: Readonly<Record<string, string>>
}

/** Creates a scope with these variables and files. Files whose content begins with `SEALED:` count as encrypted. */
export function controllerScope(
  files: Readonly<Record<string, string>> = {},
  { variables = {}, sources = {}, ...parts }: Given = {},
): ControllerScope {
  const folder = mkdtempSync(join(tmpdir(), 'drover-lookups-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  const masks = new Masks()
  const opened: string[] = []
  const controller = openController({
    folders: [folder, folder],
    decrypt: bytes => {
      const text = bytes.toString('latin1')
      if (!text.startsWith(SEALED)) return undefined
      opened.push(text)
      return Buffer.from(text.slice(SEALED.length), 'latin1')
    },
    mask: text => masks.add(text),
    hostsOf: pattern => [`hosts of ${pattern}`],
    warn: () => {},
    changes: () => 0,
    isRunning: () => true,
    isCheckMode: false,
    hasPredictions: () => false,
    dialectOf: () => 'drover',
    isJinjaNative: false,
    managedText: 'Ansible managed',
    ...parts,
  })
  const place = { file: join(folder, 'site.yml'), line: 1, column: 1 }
  const values = { playbook_dir: folder, ansible_search_path: [folder], ...variables }
  const layer = new Map<string, Entry>([
    ...Object.entries(values).map(([name, value]) => [name, { value }] as const),
    ...Object.entries(sources).map(
      ([name, value]) => [name, { source: { kind: 'scalar', value, place } }] as const,
    ),
  ])
  const scope = Scope.of([layer], { masks, controller })
  const render = (text: string, tag?: '!expr'): unknown => {
    const source: Source = { kind: 'scalar', value: text, place, ...(tag ? { tag } : {}) }
    return scope.render(source)
  }
  return { folder, controller, scope, masks, opened, render }
}

/**
 * Returns the message of the error that `work` throws, with its place and hint, and with FOLDER in place of the
 * folder.
 */
export function failureIn(folder: string, work: () => unknown): string {
  try {
    return `no error: ${JSON.stringify(work())}`
  } catch (error) {
    const { message, hint, place } = error as InputError
    const whole = `${place ? `${showPlace(place)}: ` : ''}${message}${hint ? ` (${hint})` : ''}`
    const below = folder.slice(1).split('/').at(-1) ?? ''
    return whole.replaceAll(new RegExp(`[\\w./-]*${below}`, 'g'), 'FOLDER')
  }
}
