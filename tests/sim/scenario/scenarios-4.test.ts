import { testScenarios } from './one-in-four.ts';

testScenarios(3);
