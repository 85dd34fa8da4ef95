// The guide's test is a test: reading it registers it here.
import "../../../docs/snippets/tests/vitest.ts";
import "../../../docs/snippets/tests/vitest-fixture.ts";
