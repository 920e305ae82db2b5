/**
 * Statistics of a project's own, for conditions on the registered result.
 *
 *     - set_stats: { data: { upgraded: 3 } }
 */
import { defineTask, flag, inSync, orUnknown, z } from '../../src/authoring/task.ts'

const params = z.strictObject({
  data: z
    .record(z.string(), z.unknown())
    .describe('The statistics by name.')
    .meta({ examples: [{ upgraded: 3 }] }),
  per_host: flag()
    .default(false)
    .describe('Whether the statistics are those of the host, and not of the whole run.')
    .meta({ examples: [true] }),
  aggregate: flag()
    .default(true)
    .describe('Whether values of the same name are added up, and do not replace each other.')
    .meta({ examples: [false] }),
})

export default defineTask({
  summary: 'Returns statistics in its result. They are not shown anywhere else.',
  example: `- set_stats:
    data:
      upgraded: 3
`,
  params,
  isLocal: true,
  check: async ({ params }) => {
    const { per_host, aggregate } = params
    return inSync({ ansible_stats: { data: orUnknown(() => params.data), per_host, aggregate } })
  },
})
