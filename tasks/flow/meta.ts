/**
 * An action of the engine itself.
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
      'refresh_inventory',
      'reset_connection',
      'noop',
    ])
    .describe('The action to perform.')
    .meta({ examples: ['flush_handlers', 'end_host'] }),
})

export default defineTask({
  summary:
    'Controls the run. It can run notified handlers now, end the play, batch or host, clear facts or host errors, reload the inventory, or reset the connection.',
  example: `- meta: flush_handlers
`,
  params,
  shorthand: 'action',
  aliases: { free_form: 'action' },
  outputs: {},
  isLocal: true,
  check: async ({ params }) => inSync({}, { control: params.action }),
})
