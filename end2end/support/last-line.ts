import type { FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter';

/** Ends the list with one line for each project and one for all: what passed, what failed, how long it took. */
export default class LastLine implements Reporter {
  private root: Suite | undefined;

  onBegin(_: unknown, root: Suite) {
    this.root = root;
  }

  onEnd(result: FullResult) {
    for (const project of this.root?.suites ?? []) {
      console.log(`${project.title}: ${sum(project.allTests())}`);
    }
    const seconds = Math.round(result.duration / 1000);
    console.log(`journeys: ${sum(this.root?.allTests() ?? [])} in ${seconds} s`);
  }
}

function sum(tests: TestCase[]): string {
  const ended = tests.filter((test) => test.results.length > 0);
  const failed = ended.filter((test) => !test.ok()).length;
  const again = ended.filter((test) => test.outcome() === 'flaky').length;
  const counts = `${ended.length - failed} passed, ${failed} failed`;
  return again > 0 ? `${counts}, ${again} at the second try` : counts;
}
