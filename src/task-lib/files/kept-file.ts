import { type InSync, inSync, type Outputs, type Plan, plan } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { pathToChange } from '../../remote/probes/files/real-path.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { type Difference, differs } from '../difference.ts'
import { type Attributes, attributesChange } from './attributes.ts'
import { pathOutputs } from './path-attributes.ts'

/** What is done to a file whose content may stay. */
export type KeptFilePlan = { readonly do: 'attributes'; readonly path: string } & Attributes

/** A file whose content may stay, and how its attributes differ from the wanted ones. */
export interface KeptFile {
  readonly path: string
  /** Of the file, also through a link. */
  readonly state: FileState
  readonly isLink: boolean
  readonly difference: Difference
}

/** Plans only the attributes of a file. The plan has the path of the file itself, also if `path` is a link. */
export async function planKeptFile(
  host: ReadHost,
  { path, state, isLink, difference }: KeptFile,
  outputs: Outputs,
): Promise<InSync | Plan<KeptFilePlan>> {
  // A field of the task has the last word: the `size` of a key is in bits.
  const all = { ...outputs, ...pathOutputs(path, state, {}, difference.after), ...outputs }
  if (!differs(difference)) return inSync(all)
  const real = isLink ? ((await host.ask(pathToChange(path))) ?? path) : path
  const data: KeptFilePlan = { do: 'attributes', path: real, ...(difference.after as Attributes) }
  return plan<KeptFilePlan>([attributesChange(path, difference)], data, all)
}
