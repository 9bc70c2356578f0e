/** For addresses that the console does not have. */
import { Anchor, Center, Stack, Text, Title } from '@mantine/core';
import { useText } from '../language/language-context.ts';

export function NotFoundPage() {
  const text = useText();
  return (
    <Center component="main" p="xl">
      <Stack align="center" gap="xs">
        <Title order={1} size="h3">
          {text('frame.noPage')}
        </Title>
        <Text>{text.rich('frame.noPageAdvice', { link: (words) => <Anchor href="/">{words}</Anchor> })}</Text>
      </Stack>
    </Center>
  );
}
