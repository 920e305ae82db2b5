import { joinLines, splitLines } from './lines.ts'

/** A file of modules-load.d(5) or modprobe.d(5). */
export interface ModuleFile {
  readonly path: string
  readonly text: string
  /** Whether this is the file in which Drover writes the settings of the module. */
  readonly isOwn: boolean
}

/** A file and its new text. */
interface Edit {
  readonly path: string
  readonly next: string
}

/** Returns the edits that make the files of modules-load.d(5) load a module at boot, or stop loading it. */
export function moduleLoadEdits(files: readonly ModuleFile[], name: string, isWanted: boolean): Edit[] {
  const isIts = (line: string): boolean => isNamed(line.trim(), name)
  const isLoaded = files.some(({ text }) => text.split('\n').some(isIts))
  if (isLoaded === isWanted) return []
  return files.flatMap(file => edited(file, isIts, isWanted && file.isOwn ? [name] : []))
}

/** Returns the edits that make the files of modprobe.d(5) give a module exactly these settings. */
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

/** Returns the kernel's name of a module, which has `_` instead of `-`, regardless of the file name. */
export function plainModule(name: string): string {
  return name.replaceAll('-', '_')
}

function isNamed(word: string, name: string): boolean {
  return plainModule(word) === plainModule(name)
}

/** Returns the settings that a line of modprobe.d(5) gives to a module. */
function settingsIn(line: string, name: string): string[] {
  const [command, module = '', ...settings] = moduleSettings(line.replace(/#.*/, ''))
  return command === 'options' && isNamed(module, name) ? settings : []
}

/** Splits a string of module settings, such as `numdummies=2`, into words. */
export function moduleSettings(text: string): string[] {
  return text.split(/\s+/).filter(word => word !== '')
}

/**
 * Returns the edit that comments out the lines for which `isOff` is true and appends `more`; none if that changes
 * nothing.
 */
function edited(
  { path, text }: ModuleFile,
  isOff: (line: string) => boolean,
  more: readonly string[],
): Edit[] {
  const lines = splitLines(text)
  const next = [...lines.map(line => (isOff(line) ? `#${line}` : line)), ...more]
  return next.join('\n') === lines.join('\n') ? [] : [{ path, next: joinLines(next) }]
}
