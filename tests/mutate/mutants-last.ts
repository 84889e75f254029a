import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Every test is gone through before the mutants are tried on them. */
export class MutantsLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const last = ({ moduleId }: TestSpecification) => moduleId.endsWith('/tests/mutate/every-mutant.ts');
    return [...files.filter((file) => !last(file)), ...files.filter(last)];
  }
}
