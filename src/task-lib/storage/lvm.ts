import { z } from 'zod'
import { text } from '../../authoring/params.ts'
import type { ReadHost } from '../../remote/host.ts'
import { requireTools } from '../require-tools.ts'

/** A param that is the name of a volume group or a logical volume. Source: lvm(8), "Valid names". */
export function lvmName() {
  return text().refine(
    name => /^[A-Za-z0-9+_.][A-Za-z0-9+_.-]*$/.test(name) && !/^\.\.?$/.test(name),
    'expected a name of letters, digits, `+`, `_`, `.` and `-`',
  )
}

/** A param of paths of devices, as a list or with commas. */
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

/** Options of a report, with sizes in bytes and `;` between the fields, up to the names of the fields. */
export const LVM_REPORT = ['--noheadings', '--nosuffix', '--units', 'b', '--separator', ';', '-o'] as const
