import { NOT_PINNED, scanAll, scanChange } from '../pipeline.ts';
import type { PipelinePlan, Platform } from '../pipeline.ts';

const OUTPUTS = ['-o junit=sallyport.xml', '-o html=sallyport.html', '-o sarif=sallyport.sarif'];

/** A declarative Jenkins pipeline: results as tests, and a page to read among the artifacts. */
export const platform: Platform = {
  id: 'jenkins',
  title: 'Jenkins',
  path: 'Jenkinsfile',
  next: [
    'The image node:24 is not pinned: replace its tag by a digest that you have checked.',
    'Let the multibranch project trust the Jenkinsfile of the target branch where changes come from forks: a change could rewrite the pipeline itself.',
    'Let the multibranch project clone the whole history, without a shallow clone.',
  ],
  write(plan: PipelinePlan): string {
    const base = '"origin/$CHANGE_TARGET"';
    return `// Written by sallyport ci init jenkins.
pipeline {
  agent {
    docker { image 'node:24' } // ${NOT_PINNED}
  }
  options {
    timeout(time: 30, unit: 'MINUTES')
  }
  environment {
    HOME = "\${WORKSPACE_TMP}"
  }
  stages {
    stage('Scan what the change brings') {
      when { changeRequest target: '${plan.branch}' }
      steps {
        sh '${scanChange(plan, { since: base, base }, OUTPUTS)}'
      }
    }
    stage('Scan everything') {
      when { branch '${plan.branch}' }
      steps {
        sh '${scanAll(plan, OUTPUTS)}'
      }
    }
  }
  post {
    always {
      junit testResults: 'sallyport.xml', allowEmptyResults: true
      archiveArtifacts artifacts: 'sallyport.html, sallyport.sarif', allowEmptyArchive: true
    }
  }
}
`;
  },
};
