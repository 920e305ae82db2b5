import { programText } from '../../base/program-text.ts'

/** A shell program that defines functions which not every session needs. */
interface FunctionGroup {
  /** The functions that other programs call; their comments are in the `.sh` file. */
  readonly names: readonly string[]
  readonly text: string
  /** The groups whose functions these functions call. */
  readonly needs?: readonly FunctionGroup[]
}

const READING: FunctionGroup = {
  names: ['d_read_bytes'],
  text: programText(new URL('./reading.sh', import.meta.url)),
}

const COPYING: FunctionGroup = {
  names: ['d_copy_bytes'],
  needs: [READING],
  text: programText(new URL('./copying.sh', import.meta.url)),
}

/** Functions that print bytes without starting a process. */
export const PRINTING: FunctionGroup = {
  names: ['d_print', 'd_print_line'],
  text: programText(new URL('./printing.sh', import.meta.url)),
}

/**
 * Functions that enter a directory safely, without following links that another user placed on the way, and put a
 * file there.
 */
export const PLACING: FunctionGroup = {
  names: [
    'd_is_private',
    'd_is_trusted',
    'd_remove_lists',
    'd_check_mode',
    'd_enter',
    'd_pin',
    'd_run_pinned',
    'd_rename',
    'd_check_owner',
    'd_report_full',
    'd_report_moved',
  ],
  text: programText(new URL('./placing.sh', import.meta.url)),
}

const SPOOLING: FunctionGroup = {
  names: ['d_spool'],
  needs: [COPYING, PLACING],
  text: programText(new URL('./spooling.sh', import.meta.url)),
}

const GROUPS = [PRINTING, READING, COPYING, PLACING, SPOOLING].map(group => ({
  ...group,
  isNamedIn: (text: string) => group.names.some(name => text.includes(name)),
}))

/** The functions that one shell has received so far. Each group is sent before its first use. */
export class RemoteFunctions {
  readonly #sent = new Set<string>()

  /** Returns the function definitions that must be sent before this shell text, and records them as sent. */
  missingFor(text: string): string[] {
    return GROUPS.filter(group => group.isNamedIn(text)).flatMap(group => this.#send(group))
  }

  #send(group: FunctionGroup): string[] {
    if (this.#sent.has(group.text)) return []
    this.#sent.add(group.text)
    return [...(group.needs ?? []).flatMap(needed => this.#send(needed)), group.text]
  }
}
