import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { editPam, type PamEdit } from '../../../src/task-lib/text/edit-pam.ts'

const UNIX = { type: 'auth', control: 'required', path: 'pam_unix.so' }
const DENY = { type: 'auth', control: 'requisite', path: 'pam_deny.so' }

interface Row {
  readonly title: string
  readonly text: string
  readonly edit: Partial<PamEdit>
  readonly expects: string
  readonly count?: number
}

const ROWS: readonly Row[] = [
  {
    title: 'changes a control, and keeps the other lines and the comment',
    text: '# top\n\nauth  required\tpam_unix.so nullok  # why\naccount   required pam_unix.so',
    edit: { next: { control: 'sufficient' } },
    expects: '# top\n\nauth       sufficient pam_unix.so nullok # why\naccount   required pam_unix.so\n',
  },
  {
    title: 'replaces the arguments',
    text: 'auth required pam_unix.so a [b c] d\n',
    edit: { args: ['x=1', '[y z]'] },
    expects: 'auth       required pam_unix.so x=1 [y z]\n',
  },
  {
    title: 'removes the arguments',
    text: 'auth required pam_unix.so a\n',
    edit: { args: [] },
    expects: 'auth       required pam_unix.so\n',
  },
  {
    title: 'keeps the spelling of a rule that is correct',
    text: 'auth\trequired   pam_unix.so  a   b',
    edit: { next: { control: 'required' }, args: ['a', 'b'] },
    expects: 'auth\trequired   pam_unix.so  a   b',
    count: 0,
  },
  {
    title: 'ignores spaces in controls in brackets, as PAM does',
    text: 'auth [ success = 1  default=ignore ] pam_unix.so [x] y\n',
    edit: {
      rule: { ...UNIX, control: '[success=1 default=ignore]' },
      next: { control: '[success=2 default=ignore]' },
    },
    expects: 'auth       [success=2 default=ignore] pam_unix.so [x] y\n',
  },
  {
    title: 'joins a rule that continues on the next line',
    text: 'auth required \\\n  pam_unix.so a \\\n  b\nsession required pam_unix.so\n',
    edit: { state: 'args_present', args: ['c'] },
    expects: 'auth       required pam_unix.so a b c\nsession required pam_unix.so\n',
  },
  {
    title: 'does not treat a comment or the line after it as a rule',
    text: '# auth required pam_unix.so \\\nauth required pam_unix.so\n',
    edit: { state: 'absent' },
    expects: '# auth required pam_unix.so \\\n',
  },
  {
    title: 'treats a type with a dash as another type',
    text: '-auth required pam_unix.so\n',
    edit: { state: 'absent' },
    expects: '-auth required pam_unix.so\n',
    count: 0,
  },
  {
    title: 'adds a rule before each match, after the comment of the match',
    text: 'auth required pam_env.so\n# unix\nauth required pam_unix.so\nauth required pam_unix.so b\n',
    edit: { state: 'before', next: DENY, args: ['x'] },
    expects:
      'auth required pam_env.so\n# unix\nauth       requisite pam_deny.so x\nauth required pam_unix.so\nauth       requisite pam_deny.so x\nauth required pam_unix.so b\n',
    count: 2,
  },
  {
    title: 'finds the new rule after comments and empty lines, with any arguments',
    text: 'auth requisite pam_deny.so y\n\n# unix\nauth required pam_unix.so\n',
    edit: { state: 'before', next: DENY, args: ['x'] },
    expects: 'auth requisite pam_deny.so y\n\n# unix\nauth required pam_unix.so\n',
    count: 0,
  },
  {
    title: 'adds a rule after the last line, which has no line end',
    text: '@include common-auth\nauth required pam_unix.so',
    edit: { state: 'after', next: DENY },
    expects: '@include common-auth\nauth required pam_unix.so\nauth       requisite pam_deny.so\n',
  },
  {
    title: 'does not search for the new rule beyond an include',
    text: 'auth required pam_unix.so\n@include common-auth\nauth requisite pam_deny.so\n',
    edit: { state: 'after', next: DENY },
    expects:
      'auth required pam_unix.so\nauth       requisite pam_deny.so\n@include common-auth\nauth requisite pam_deny.so\n',
  },
  {
    title: 'adds arguments, and replaces those with the same key',
    text: 'auth required pam_unix.so a deny=3 [msg=go away] q=a=b\n',
    edit: { state: 'args_present', args: ['deny=5', 'a', '[msg=hello you]', 'q=b=c', 'z'] },
    expects: 'auth       required pam_unix.so a deny=5 [msg=hello you] q=b=c z\n',
  },
  {
    title: 'removes arguments that are equal, but not those with the same key',
    text: 'auth required pam_unix.so a deny=3 b a\n',
    edit: { state: 'args_absent', args: ['a', 'deny=5'] },
    expects: 'auth       required pam_unix.so deny=3 b\n',
  },
  {
    title: 'changes nothing without a match, and keeps lines that PAM ignores',
    text: 'nonsense\nauth\n',
    edit: { state: 'after', next: DENY },
    expects: 'nonsense\nauth\n',
    count: 0,
  },
]

for (const { title, text, edit, expects, count = 1 } of ROWS) {
  test(title, () => {
    const whole: PamEdit = { rule: UNIX, state: 'updated', next: {}, args: undefined, ...edit }
    const edited = editPam(text, whole)
    assert.is(edited.text, expects)
    assert.is(edited.count, count)
  })
}

test.run()
