"""The course as files: carried by the wheel, unpacked to be edited, brought up to date without a loss.

`packaged` knows what the installed package carries, `manifest` what was unpacked, `compare` which
file needs what, `upgrade` does it, `differences` shows what is left for a person to decide, `told`
says it all in Chinese.
"""
