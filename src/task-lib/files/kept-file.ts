import { type InSync, inSync, type Outputs, type Plan, plan } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { pathToChange } from '../../remote/probes/files/real-path.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { type Difference, differs } from '../difference.ts'
import { type Attributes, attributesChange } from './attributes.ts'
import { pathOutputs } from './path-attributes.ts'

/** The plan for a file whose content stays: its attributes to set. */
export type KeptFilePlan = { readonly do: 'attributes'; readonly path: string } & Attributes

/** A file whose content stays, and how its attributes differ from the wanted ones. */
export interface KeptFile {
  readonly path: string
  /** The state of the file, or of the target if the path is a link. */
  readonly state: FileState
  readonly isLink: boolean
  readonly difference: Difference
}

/**
 * Plans the attributes of a file whose content stays. If `path` is a link, the plan contains the path of its target.
 */
export async function planKeptFile(
  host: ReadHost,
  { path, state, isLink, difference }: KeptFile,
  outputs: Outputs,
): Promise<InSync | Plan<KeptFilePlan>> {
  // Outputs of the task type take precedence: for example, the `size` of a key is in bits.
  const all = { ...outputs, ...pathOutputs(path, state, {}, difference.after), ...outputs }
  if (!differs(difference)) return inSync(all)
  const real = isLink ? ((await host.ask(pathToChange(path))) ?? path) : path
  const data: KeptFilePlan = { do: 'attributes', path: real, ...(difference.after as Attributes) }
  return plan<KeptFilePlan>([attributesChange(path, difference)], data, all)
}
