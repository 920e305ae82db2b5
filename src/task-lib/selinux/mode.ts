import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'
import { missingTool } from '../require-tools.ts'

export type SelinuxMode = 'enforcing' | 'permissive' | 'disabled'

/** The resource name of the running kernel's mode. */
export const SELINUX_MODE = 'selinux:mode'

/** The probe for the mode of the running kernel. Source: selinuxfs, security/selinux/selinuxfs.c. */
export const selinuxMode: Probe<SelinuxMode> = probe({
  title: 'mode of SELinux',
  script: sh`cat /sys/fs/selinux/enforce 2>/dev/null || :`,
  parse: ({ stdout }) => MODES[stdout.toString().trim()] ?? 'disabled',
  own: { resource: SELINUX_MODE, after: ({ after }) => after?.mode as SelinuxMode },
})

const MODES: Readonly<Record<string, SelinuxMode>> = { 0: 'permissive', 1: 'enforcing' }

/**
 * Whether SELinux is enforcing or permissive in the running kernel. Throws TaskError if it is disabled and `isIgnored`
 * is false.
 */
export async function isSelinuxOn(host: ReadHost, isIgnored: boolean): Promise<boolean> {
  const isOn = (await host.ask(selinuxMode)) !== 'disabled'
  if (isOn || isIgnored) return isOn
  throw new TaskError('SELinux is disabled on the host', {
    hint: 'enable it in an earlier task and reboot, or set `ignore_selinux_state: true` to change only the policy on disk',
  })
}

/** Throws TaskError if the host lacks one of these programs. */
export async function requireSelinuxTools(host: ReadHost, names: readonly (keyof typeof PACKAGES)[]) {
  const missing = await missingTool(host, names)
  if (missing === undefined) return
  throw new TaskError(`the host has no \`${missing}\``, {
    hint: `install ${PACKAGES[missing]} in an earlier task`,
  })
}

/** The packages of the programs, on hosts of Red Hat and Debian. */
const PACKAGES = {
  getsebool: 'libselinux-utils (Debian: selinux-utils)',
  setsebool: 'policycoreutils',
  semodule: 'policycoreutils',
  semanage: 'policycoreutils-python-utils',
} as const
