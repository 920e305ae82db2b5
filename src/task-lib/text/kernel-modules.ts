import { joinLines, splitLines } from './lines.ts'

/** A file of modules-load.d(5) or modprobe.d(5). */
export interface ModuleFile {
  readonly path: string
  readonly text: string
  /** Whether it is the file of the module. */
  readonly isOwn: boolean
}

/** A file and its new text. */
interface Edit {
  readonly path: string
  readonly next: string
}

/** The edits after which the files of modules-load.d(5) load a module at boot, or do not. */
export function moduleLoadEdits(files: readonly ModuleFile[], name: string, isWanted: boolean): Edit[] {
  const isIts = (line: string): boolean => isNamed(line.trim(), name)
  const isLoaded = files.some(({ text }) => text.split('\n').some(isIts))
  if (isLoaded === isWanted) return []
  return files.flatMap(file => edited(file, isIts, isWanted && file.isOwn ? [name] : []))
}

/** The edits after which the files of modprobe.d(5) give a module these settings and no others. */
export function moduleOptionEdits(
  files: readonly ModuleFile[],
  name: string,
  wanted: readonly string[],
): Edit[] {
  const isIts = (line: string): boolean => settingsIn(line, name).length > 0
  const settings = new Set(
    files.flatMap(({ text }) => text.split('\n').flatMap(line => settingsIn(line, name))),
  )
  if (settings.size === new Set(wanted).size && wanted.every(word => settings.has(word))) return []
  const lines = wanted.map(word => `options ${name} ${word}`)
  return files.flatMap(file => edited(file, isIts, file.isOwn ? lines : []))
}

/** The name that the kernel gives a module: it has `_`, whatever the file of the module is named. */
export function plainModule(name: string): string {
  return name.replaceAll('-', '_')
}

function isNamed(word: string, name: string): boolean {
  return plainModule(word) === plainModule(name)
}

/** The settings that a line of modprobe.d(5) gives to a module. */
function settingsIn(line: string, name: string): string[] {
  const [command, module = '', ...settings] = moduleSettings(line.replace(/#.*/, ''))
  return command === 'options' && isNamed(module, name) ? settings : []
}

/** The words of a text with settings of a module, such as `numdummies=2`. */
export function moduleSettings(text: string): string[] {
  return text.split(/\s+/).filter(word => word !== '')
}

/** The edit that comments out some lines and adds others; none if that changes nothing. */
function edited(
  { path, text }: ModuleFile,
  isOff: (line: string) => boolean,
  more: readonly string[],
): Edit[] {
  const lines = splitLines(text)
  const next = [...lines.map(line => (isOff(line) ? `#${line}` : line)), ...more]
  return next.join('\n') === lines.join('\n') ? [] : [{ path, next: joinLines(next) }]
}
