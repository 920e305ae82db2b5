import { MITOGEN, prepareAnsible } from './ansible.ts'
import { prepareBundleWrap } from './bundlewrap.ts'
import type { Case } from './cases.ts'
import { prepareDrover } from './drover.ts'
import { prepareFloor } from './floor.ts'
import type { BenchHost, Login } from './hosts.ts'
import { prepareNothing } from './nothing.ts'
import { prepareRex } from './rex.ts'

/** A tool ready to run a case. */
export interface Ready {
  readonly command: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

/** Writes what a tool needs into a folder of its own, and says how it is run. */
export type Prepare = (folder: string, wanted: Case, hosts: readonly BenchHost[], login: Login) => Ready

export interface Tool {
  readonly name: string
  /** True where a run shall find what the one just before it left: it is run once more, uncounted. */
  readonly isWarm?: boolean
  readonly prepare: Prepare
}

/** Every tool that this machine can have; pyinfra is in none of Debian's packages. */
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
