/** Names of folders that hold what tests read, by the conventions of languages and test runners. */
const FOLDERS: ReadonlySet<string> = new Set([
  'testdata',
  'test-data',
  'test_data',
  'fixtures',
  'fixture',
  '__fixtures__',
  '_fixtures',
  'test-fixtures',
  'test_fixtures',
  'testfixtures',
]);

/** Whether a file, by its path relative to the target, lies in a folder that by convention holds inputs of tests. */
export function isTestData(path: string): boolean {
  return path
    .split('/')
    .slice(0, -1)
    .some((folder) => FOLDERS.has(folder.toLowerCase()));
}
