import { z } from 'zod'
import { text } from '../../authoring/params.ts'
import type { ReadHost } from '../../remote/host.ts'
import { requireTools } from '../require-tools.ts'

/** Returns the schema of the name of a volume group or logical volume. Source: lvm(8), "Valid names". */
export function lvmName() {
  return text().refine(
    name => /^[A-Za-z0-9+_.][A-Za-z0-9+_.-]*$/.test(name) && !/^\.\.?$/.test(name),
    'expected a name of letters, digits, `+`, `_`, `.` and `-`',
  )
}

/** Returns the schema of device paths: a list, or a string with commas. */
export function devices() {
  const split = (given: unknown) =>
    typeof given === 'string' ? given.split(',').map(each => each.trim()) : given
  return z.preprocess(
    split,
    z.array(text().refine(path => /^\/[^\0\n;]+$/.test(path), 'expected the path of a device')),
  )
}

/** Throws TaskError if the host has no LVM. */
export function requireLvm(host: ReadHost): Promise<void> {
  return requireTools(host, ['lvm'], 'install lvm2 in an earlier task')
}

/**
 * The options of LVM's report commands: sizes in bytes, `;` between the fields. The names of the fields must follow.
 */
export const LVM_REPORT = ['--noheadings', '--nosuffix', '--units', 'b', '--separator', ';', '-o'] as const
