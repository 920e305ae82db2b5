/**
 * Statistics of a project's own, for conditions on the registered result.
 *
 *     - set_stats: { data: { upgraded: 3 } }
 */
import { defineTask, flag, inSync, orUnknown, z } from '../../src/authoring/task.ts'

const params = z
  .strictObject({
    data: z
      .record(z.string(), z.unknown(), {
        error: 'must be a map of names and values',
      })
      .superRefine(refuseOtherNames)
      .describe('The statistics by name.')
      .meta({ examples: [{ upgraded: 3 }] }),
    per_host: flag()
      .default(false)
      .describe('Whether the statistics belong to the host. If not, they belong to the whole run.')
      .meta({ examples: [true] }),
    aggregate: flag()
      .default(true)
      .describe('Whether values with the same name are added up. If not, a new value replaces the old one.')
      .meta({ examples: [false] }),
  })
  .meta({ keepsFloats: true })

function refuseOtherNames(
  data: Readonly<Record<string, unknown>>,
  { addIssue }: z.core.$RefinementCtx,
): void {
  for (const name of Object.keys(data)) {
    if (/^[A-Za-z_]\w*$/.test(name)) continue
    addIssue({
      code: 'custom',
      message: `has the name \`${name}\`: a name consists of letters, digits and underscores, and does not begin with a digit`,
      params: {
        ansibleMessage: `The variable name '${name}' is not valid. Variables must start with a letter or underscore character, and contain only letters, numbers and underscores.`,
      },
    })
  }
}

export default defineTask({
  summary: 'Returns statistics in the result of the task. They are not shown anywhere else.',
  example: `- set_stats:
    data:
      upgraded: 3
`,
  params,
  outputs: {
    ansible_stats: 'The statistics, as a map with `data`, `per_host` and `aggregate` as in the task.',
  },
  isLocal: true,
  check: async ({ params }) => {
    const { per_host, aggregate } = params
    return inSync({ ansible_stats: { data: orUnknown(() => params.data), per_host, aggregate } })
  },
})
