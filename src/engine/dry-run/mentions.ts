import { escapeRegex } from '../../base/escape-regex.ts'
import type { ShellText } from '../../shell/quote.ts'
import type { FileEntry } from './file-entry.ts'
import { unknown } from './overlay-entry.ts'
import type { Overlays } from './predicted-answers.ts'
import { isProgram, programIn } from './programs.ts'

/**
 * Throws UnknownValueError if a script names something that would differ: a file, a program, a user, a group or a unit. A probe
 * that the overlay cannot answer must not be answered by a host that is not so yet.
 */
export function refuseMentioned({ text }: ShellText, { files, accounts, units }: Overlays): void {
  const named = [...files.overlay.all()].filter(
    ([path, file]) => file.hasNewContent && isFileIn(path, file, text),
  )
  const [closest] = named.sort(([a], [b]) => b.length - a.length)
  if (closest) unknown(closest[0], closest[1])
  for (const [name, entry] of [...accounts.named(), ...units.named()])
    if (isWordIn(name, text)) unknown(`what there is of ${name}`, entry)
}

/** Whether a script names a path, or starts a program that would be there. */
function isFileIn(path: string, file: FileEntry, text: string): boolean {
  if (isWordIn(path, text)) return true
  const program = isProgram(file) ? programIn(path) : undefined
  return program !== undefined && isCommandIn(program, text)
}

/**
 * Throws UnknownValueError if a command starts a program after which a file below /etc that would differ, or a folder around it, is
 * named: `sshd -T` reads `/etc/ssh/sshd_config.d/site.conf`.
 */
export function refuseOtherSettings(command: string, { files }: Overlays): void {
  const words = command.split(/[\s;&|()'"`/]+/).filter(word => word.length > 2)
  for (const [path, file] of files.overlay.all()) {
    if (!file.hasNewContent || !path.startsWith('/etc/')) continue
    const names = path.split('/').slice(2)
    if (names.some(name => words.some(word => isNamedAfter(name, word)))) unknown(path, file)
  }
}

/** Whether a file or folder has the name of a program, alone or before a sign: `sshd_config`, `nftables.conf`, `nginx`. */
function isNamedAfter(name: string, program: string): boolean {
  return name.startsWith(program) && !/^[a-z0-9]/i.test(name.slice(program.length))
}

/** Whether a text has a path or name that is no part of a longer one. */
function isWordIn(word: string, text: string): boolean {
  return text.includes(word) && new RegExp(`(?<![\\w./-])${escapeRegex(word)}(?![\\w.-])`).test(text)
}

/** Whether a script starts a command of that name somewhere. */
function isCommandIn(name: string, text: string): boolean {
  return (
    text.includes(name) &&
    new RegExp(`(^|[\\s;&|('"\`])${escapeRegex(name)}(?=$|[\\s;&|)'"\`])`, 'm').test(text)
  )
}
