export { fakeHost } from '../../src/authoring/testing.ts'
