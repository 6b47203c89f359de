"""A statement cut at every byte: no half of one may ever run."""

from .faults import BYTES_CUT, Fault
from .matrix import Matrix
from .wire import HEAD_END, Message

HEAD_STEP = 40  # bytes; the head of an HTTP request has no part of the statement


class Cuts(Matrix):
    def faults(self, every: bool) -> list[Fault]:
        return [Fault(BYTES_CUT, step, number, size)
                for step, number, message in self.all_messages() if self._of_the_files(message)
                for size in self._sizes(message)]

    def _of_the_files(self, message: Message) -> bool:
        """Is it none of pawl's own? By its first words, which pawl may have put others before."""
        words = message.label.removeprefix("Q ").removeprefix("begin; ")[:20]
        texts = [" ".join(text.split()) for text in self.files.files().values()]
        return message.statement and len(words) > 9 and any(words in text for text in texts)

    def _sizes(self, message: Message) -> list[int]:
        """From the end, for a head is longer or shorter as its numbers are."""
        head = message.data.find(HEAD_END) + len(HEAD_END) if self.protocol == "http" else 1
        body = len(message.data) - head
        return [*range(1, body + 1), *range(body + 1, len(message.data), HEAD_STEP)]
