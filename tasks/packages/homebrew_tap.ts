/**
 * Adds or removes taps, the repositories of packages for Homebrew.
 *
 *     - homebrew_tap: { name: hashicorp/tap }
 */
import { defineTask, z } from '../../src/authoring/task.ts'
import { brewPath, checkTaps, runBrew, tapResource } from '../../src/built-in/packages.ts'
import { commaTexts } from '../../src/built-in/params.ts'

export default defineTask({
  summary: 'Adds or removes taps, the repositories of packages for Homebrew.',
  example: `- homebrew_tap:
    name: hashicorp/tap
`,
  params: z
    .strictObject({
      name: commaTexts()
        .refine(
          names => names.length > 0 && names.every(name => /^\w[\w-]*\/\w[\w-]*$/.test(name)),
          'expected names such as `hashicorp/tap`',
        )
        .describe('Names of taps, as `USER/REPOSITORY`.')
        .meta({ examples: ['hashicorp/tap'] }),
      url: z
        .string()
        .regex(/^[^-\s]\S*$/, 'expected a URL')
        .optional()
        .describe('Where the tap is cloned from, if that is not GitHub. Only for a single tap.')
        .meta({ examples: ['https://git.example.com/brew.git'] }),
      state: z
        .enum(['present', 'absent'])
        .default('present')
        .describe('The desired state of the taps.')
        .meta({ examples: ['absent'] }),
      path: brewPath(),
    })
    .refine(({ name, url }) => url === undefined || name.length === 1, {
      path: ['url'],
      message: 'expected a single name together with `url`',
    }),
  aliases: { tap: 'name' },
  outputs: {},
  check: async ({ host, params }) => checkTaps(host, params),
  mayChange: ({ params }) => params.name.map(name => ({ resource: tapResource(name) })),
  apply: async ({ host, plan }) => {
    await runBrew(host, plan.data)
  },
})
