export { type Deed, fakeHost } from '../../src/authoring/testing.ts'
