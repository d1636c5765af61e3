import { scanAll, scanChange } from '../pipeline.ts';
import type { PipelinePlan, Platform } from '../pipeline.ts';

const OUTPUTS = ['-o junit=sallyport.xml', '-o sarif=sallyport.sarif', '-o html=sallyport.html'];

/** Azure Pipelines: results as tests, and the SARIF file where the Scans tab looks for it. */
export const platform: Platform = {
  id: 'azure',
  title: 'Azure Pipelines',
  path: 'azure-pipelines.yml',
  next: [
    'Where the code lies in Azure Repos, add the pipeline to the main branch as a build validation: pr: is not read there.',
    'The Scans tab of a run shows the SARIF file where its extension is installed.',
  ],
  write(plan: PipelinePlan): string {
    const base = `"origin/\${SYSTEM_PULLREQUEST_TARGETBRANCH#refs/heads/}"`;
    return `# Written by sallyport ci init azure.
trigger:
  branches:
    include: [${plan.branch}]

pr:
  branches:
    include: [${plan.branch}]

pool:
  vmImage: ubuntu-24.04

jobs:
  - job: scan
    timeoutInMinutes: "30"
    steps:
      - checkout: self
        fetchDepth: "0" # the history is looked at too

      - task: NodeTool@0
        inputs:
          versionSpec: "24.x"

      - script: ${scanChange(plan, { since: base, base }, OUTPUTS)}
        displayName: Scan what the change brings
        condition: eq(variables['Build.Reason'], 'PullRequest')

      - script: ${scanAll(plan, OUTPUTS)}
        displayName: Scan everything
        condition: ne(variables['Build.Reason'], 'PullRequest')

      - task: PublishTestResults@2
        condition: always()
        inputs:
          testResultsFormat: JUnit
          testResultsFiles: sallyport.xml
          testRunTitle: sallyport

      - publish: sallyport.sarif
        artifact: CodeAnalysisLogs
        condition: always()
`;
  },
};
