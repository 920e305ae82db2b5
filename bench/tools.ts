import { MITOGEN, prepareAnsible } from './ansible.ts'
import { prepareBundleWrap } from './bundlewrap.ts'
import type { Case } from './cases.ts'
import { prepareDrover } from './drover.ts'
import { prepareFloor } from './floor.ts'
import type { BenchHost, Login } from './hosts.ts'
import { prepareNothing } from './nothing.ts'
import { prepareRex } from './rex.ts'

/** The command of a tool that is ready to run a case. */
export interface Ready {
  readonly command: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

/** Writes the files that a tool needs for a case into a folder. Returns how the tool is run. */
export type Prepare = (folder: string, wanted: Case, hosts: readonly BenchHost[], login: Login) => Ready

export interface Tool {
  readonly name: string
  /** Whether a run should find the connections of the previous run. The tool then runs once more before, uncounted. */
  readonly isWarm?: boolean
  readonly prepare: Prepare
}

/** Every tool that this machine can have. pyinfra is missing because Debian has no package of it. */
export const TOOLS: readonly Tool[] = [
  { name: 'floor', prepare: prepareFloor },
  { name: 'nothing', prepare: prepareNothing(false) },
  { name: 'nothing-warm', isWarm: true, prepare: prepareNothing(true) },
  { name: 'drover', prepare: prepareDrover(['--no-persist']) },
  { name: 'drover-warm', isWarm: true, prepare: prepareDrover([]) },
  { name: 'bundlewrap', prepare: prepareBundleWrap },
  { name: 'mitogen', prepare: prepareAnsible(MITOGEN) },
  { name: 'rex', prepare: prepareRex },
  { name: 'ansible-pipelining', prepare: prepareAnsible({ ANSIBLE_PIPELINING: '1' }) },
  { name: 'ansible', prepare: prepareAnsible({}) },
]
