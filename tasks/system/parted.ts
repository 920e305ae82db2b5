/**
 * A partition of a disk.
 *
 *     - parted: { device: /dev/vdb, number: 1, label: gpt, state: present }
 */
import { defineTask, inSync, type Outputs, plan, sh, TaskError } from '../../src/authoring/task.ts'
import { prefetch } from '../../src/built-in/host.ts'
import { onlyRunTells, requireTools } from '../../src/built-in/params.ts'
import {
  type Disk,
  diskResource,
  diskState,
  type PartedParams,
  partedParams,
  partitionResource,
  partitionSteps,
} from '../../src/built-in/storage.ts'

export default defineTask({
  summary: 'Creates, changes or removes a partition of a disk, or reads its partition table.',
  example: `- parted:
    device: /dev/vdb
    number: 1
    label: gpt
    part_end: 10GiB
    flags: [lvm]
    state: present
`,
  params: partedParams,
  outputs: {
    disk: 'The disk, as a map of `dev`, `size` in the unit `unit`, `model`, the block sizes `logical_block` and `physical_block` in bytes, and `table`, the type of its partition table.',
    partitions:
      'The partitions, as a list of maps of `num`, `begin`, `end` and `size` in the unit `unit`, `fstype`, `name`, and `flags` as a list.',
    script: 'The commands for parted, in one text; empty if there was nothing to do.',
  },
  check: async ({ host, params, isCheckMode }) => {
    const asked = prefetch(
      Promise.all([host.ask(diskState(params.device, 'B')), host.ask(diskState(params.device, params.unit))]),
    )
    await requireTools(host, ['parted'], 'install parted in an earlier task')
    const [disk, shown] = await asked
    if (disk === null || shown === null) {
      if (isCheckMode) onlyRunTells(`what is on ${params.device}, which does not exist`)
      throw new TaskError(`there is no disk \`${params.device}\``)
    }
    const { steps, isStage } = partitionSteps(params, disk)
    const script = steps.map(({ words }) => words.join(' ')).join(' ')
    const outputs = { ...outputsOf(shown, params), script }
    if (steps.length === 0) return inSync(outputs)
    const words = steps.flatMap(step => step.words)
    const result = plan(
      steps.map(({ change }) => change),
      { words },
      outputs,
    )
    const node = { resource: `file:${nodeOf(params)}`, mayGo: true }
    return { ...result, mayChange: [node], ...(isStage ? { isStage } : {}) }
  },
  mayChange: ({ params }) => [
    { resource: diskResource(params.device) },
    { resource: partitionResource(params) },
    { resource: `file:${nodeOf(params)}`, mayGo: true },
  ],
  apply: async ({ host, params, plan: { data, outputs } }) => {
    const { device, align, unit } = params
    const aligned = align === 'undefined' ? [] : ['-a', align]
    await host.run(
      sh`LC_ALL=C.UTF-8 parted -s ${aligned} ${device} -- unit ${unit} ${data.words} >/dev/null`,
      {
        title: `parted ${device} ${data.words.join(' ')}`,
      },
    )
    const disk = await host.ask(diskState(device, unit))
    return { ...(disk ? outputsOf(disk, params) : {}), script: outputs.script }
  },
})

function outputsOf({ partitions, ...disk }: Disk, { unit }: PartedParams): Outputs {
  return {
    disk: { ...disk, unit: unit.toLowerCase() },
    partitions: partitions.map(partition => ({ ...partition, unit: unit.toLowerCase() })),
  }
}

/** Returns the device of the partition, with a `p` after a digit, as in `/dev/nvme0n1p1`. */
function nodeOf({ device, number }: PartedParams): string {
  return `${device}${/\d$/.test(device) ? 'p' : ''}${number}`
}
