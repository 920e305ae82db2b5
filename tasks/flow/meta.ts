/**
 * A request to the engine itself.
 *
 *     - meta: flush_handlers
 */
import { defineTask, inSync, z } from '../../src/authoring/task.ts'

const params = z.strictObject({
  action: z
    .enum([
      'flush_handlers',
      'end_play',
      'end_host',
      'end_batch',
      'clear_host_errors',
      'clear_facts',
      'reset_connection',
      'noop',
    ])
    .describe('What is asked for.')
    .meta({ examples: ['flush_handlers', 'end_host'] }),
})

export default defineTask({
  summary:
    'Asks the engine for something: to run handlers now, to end a play or host, to forget facts or connections.',
  example: `- meta: flush_handlers
`,
  params,
  shorthand: 'action',
  aliases: { free_form: 'action' },
  isLocal: true,
  check: async ({ params }) => inSync({}, { control: params.action }),
})
