import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { taskFileWarnings } from '../src/task-file-warnings.ts'
import { folderOf } from './kit/project-files.ts'

test('a warning is printed for a task file that replaces a built-in task type, and for one with an invalid name', () => {
  const folder = folderOf({
    'tasks/copy.ts': '',
    'tasks/web/Bad-Name.ts': 'export default defineTask({})',
    'tasks/web/names-of-zones.ts': 'export const zones = []',
    'tasks/app_user.ts': 'export default defineTask({})',
    'tasks/main.yml': '[]',
  })
  const warnings = taskFileWarnings([join(folder, 'tasks'), join(folder, 'missing')])
  const shown = warnings.map(text => text.replace(/`[^`]*\/tasks\//, '`tasks/'))
  assert.equal(shown, [
    '`tasks/copy.ts` replaces the built-in task type `copy`',
    '`tasks/web/Bad-Name.ts` is not read: the name of a task type has only lowercase letters, digits and `_`, as in `bad_name.ts`',
  ])
})

test.run()
