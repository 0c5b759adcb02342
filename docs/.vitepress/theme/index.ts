// The default theme with the fonts of the reader's machine, and one colour of our own.
import Theme from "vitepress/theme-without-fonts"
import "./style.css"

export default Theme
