import { escapeRegex } from '../../base/escape-regex.ts'
import type { ShellText } from '../../shell/quote.ts'
import type { FileEntry } from './file-entry.ts'
import { throwUnknown } from './overlay-entry.ts'
import type { Overlays } from './predicted-answers.ts'
import { isProgram, programIn } from './programs.ts'

/**
 * Throws UnknownValueError if a script mentions something that would differ: a file, program, user, group or unit. If
 * the overlay cannot answer a probe, the host must not answer it either, because it is not in the predicted state
 * yet.
 */
export function refuseMentioned({ text }: ShellText, { files, accounts, units }: Overlays): void {
  const named = [...files.overlay.all()].filter(
    ([path, file]) => file.hasNewContent && isFileIn(path, file, text),
  )
  const [closest] = named.sort(([a], [b]) => b.length - a.length)
  if (closest) throwUnknown(closest[0], closest[1])
  for (const [name, entry] of [...accounts.named(), ...units.named()])
    if (isWordIn(name, text)) throwUnknown(`what there is of ${name}`, entry)
}

/** Whether a script mentions a path, or starts a program that would be at that path. */
function isFileIn(path: string, file: FileEntry, text: string): boolean {
  if (isWordIn(path, text)) return true
  const program = isProgram(file) ? programIn(path) : undefined
  return program !== undefined && isCommandIn(program, text)
}

/**
 * Throws UnknownValueError if a command starts a program whose name is that of a file below /etc that would differ,
 * or of a folder above the file. For example, `sshd -T` reads `/etc/ssh/sshd_config.d/site.conf`.
 */
export function refuseOtherSettings(command: string, { files }: Overlays): void {
  const words = command.split(/[\s;&|()'"`/]+/).filter(word => word.length > 2)
  for (const [path, file] of files.overlay.all()) {
    if (!file.hasNewContent || !path.startsWith('/etc/')) continue
    const names = path.split('/').slice(2)
    if (names.some(name => words.some(word => isNamedAfter(name, word)))) throwUnknown(path, file)
  }
}

/**
 * Whether the name of a file or folder is a program's name, alone or followed by punctuation: `sshd_config`,
 * `nftables.conf`, `nginx`.
 */
function isNamedAfter(name: string, program: string): boolean {
  return name.startsWith(program) && !/^[a-z0-9]/i.test(name.slice(program.length))
}

/** Whether a text contains a path or name that is not part of a longer one. */
function isWordIn(word: string, text: string): boolean {
  return text.includes(word) && new RegExp(`(?<![\\w./-])${escapeRegex(word)}(?![\\w.-])`).test(text)
}

/** Whether a script starts a command with this name. */
function isCommandIn(name: string, text: string): boolean {
  return (
    text.includes(name) &&
    new RegExp(`(^|[\\s;&|('"\`])${escapeRegex(name)}(?=$|[\\s;&|)'"\`])`, 'm').test(text)
  )
}
